// The buttons of the ribbon tab: each runs the script of its own name, or shows the form in which its answer is given.
// The names are those in manifest.xml.
const SCRIPTS = ["check", "update", "explain_row", "export_pdf", "live_balances"];
const FORMS = ["invoice_month", "void_invoice"];

globalThis.runSupport = async function (scriptName, args = []) {
  const { token, provider } = await globalThis.getAuth();
  await xlwings.runPython({ scriptName, args, auth: token, headers: { "Auth-Provider": provider } });
};

// Excel greys a button out until its event is completed, whatever became of the script.
function onRibbon(name, action) {
  Office.actions.associate(name, async (event) => {
    try {
      await action();
    } finally {
      event.completed();
    }
  });
}

for (const name of SCRIPTS) onRibbon(name, () => runSupport(name));

for (const name of FORMS) {
  onRibbon(name, async () => {
    await Office.addin.showAsTaskpane();
    const form = document.querySelector(`form[data-script=${name}]`);
    form.scrollIntoView();
    form.elements[0].focus();
  });
}
