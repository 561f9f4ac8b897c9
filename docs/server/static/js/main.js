// The forms of the task pane: their fields are the arguments of the script, in order.
for (const form of document.querySelectorAll("form[data-script]")) {
  const fields = [...form.elements].filter((element) => element.name);
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      const args = fields.map((field) => (field.type === "checkbox" ? field.checked : field.value));
      await runSupport(form.dataset.script, args);
    } finally {
      // A tick holds for one press: the next one shows again what would be issued.
      for (const field of fields) if (field.type === "checkbox") field.checked = false;
      button.disabled = false;
    }
  });
}
