"""What the fields of a person are called, on previews, pages of sources and in the audit log."""

from portal.core.i18n import lazy_

FIELDS = {
    "name": lazy_("Name"),
    "email": lazy_("E-mail"),
    "user_name": lazy_("User name"),
    "language": lazy_("Language"),
    "title": lazy_("Job title"),
    "department": lazy_("Department"),
    "site": lazy_("Site"),
    "manager": lazy_("Lead"),
    "hired_on": lazy_("Began on"),
    "valid_from": lazy_("Access from"),
    "valid_until": lazy_("Access until"),
    "memberships": lazy_("Groups"),
    "photo": lazy_("Photo"),
    "source": lazy_("Source"),
}
