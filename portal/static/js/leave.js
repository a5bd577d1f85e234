// A form that only leads to another server goes by itself.
document.querySelector("form[data-at-once]").requestSubmit();
