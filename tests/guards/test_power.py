"""Steps with power over others ask once more who it is; a new one enters here and is marked with `@confirmed`."""

from portal.core.web import Portal

POWER = {
    "account.change_password", "account.change_pin", "account.make_secret", "account.passkey_options",
    "account.register_passkey", "account.remove_passkey", "account.renew_recovery_codes", "account.turn_off_totp",
    "account.turn_on_totp",
    "admin.apply", "admin.change_account", "admin.choose_naming", "admin.close_account", "admin.make_account",
    "admin.merge_accounts", "admin.open_account",
    "admin.release", "admin.set_up", "admin.take_back", "admin.turn_off_codes",
    "audit.export", "letters.create", "letters.revoke",
    "providers.create", "providers.delete", "providers.switch_off", "providers.switch_on", "providers.update",
    "scim.create", "scim.end", "scim.renew",
    "readings.answer", "readings.open_it",
    "roles.grant", "roles.map_group", "roles.revoke", "roles.unmap_group",
}  # fmt: skip


def test_steps_with_power_need_a_fresh_proof(app: Portal) -> None:
    marked = {name for name, view in app.view_functions.items() if getattr(view, "needs_confirmation", False)}
    assert marked == POWER, "mark the view with auth.again.confirmed, and name it here"
