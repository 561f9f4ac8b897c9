// A small stand-in for Excel in a browser: as much of Office.js as xlwings' front end needs to read a workbook, to change it
// and to call worksheet functions. It calculates nothing.
//
// The workbook is `officeBook`, in the form that officejs.py tells of. Texts become what Excel makes of them through
// `typedInExcel`, which the test provides. Tests drive it through `office`.
(() => {
  const book = globalThis.officeBook;
  const office = (globalThis.office = { book, boxes: [], buttons: {}, functions: {}, paneShown: false });
  let pending = [];

  const later = (change) => void pending.push(change);
  const loadable = (members) => Object.assign(members, { load: () => members });
  const nothing = () => loadable({ isNullObject: true });
  const collection = (items, more = {}) => loadable({ items, ...more });

  // Addresses. Rows and columns count from 0 here, as in Office.js.

  const letters = (column) => (column < 26 ? "" : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));
  const number = (text) => [...text].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

  function area(address) {
    const corners = address.replaceAll("$", "").split(":").map((corner) => corner.match(/^([A-Z]+)([0-9]+)$/));
    const [first, last] = [corners[0], corners.at(-1)];
    const [top, left] = [first[2] - 1, number(first[1])];
    return { top, left, rows: last[2] - top, columns: number(last[1]) - left + 1 };
  }

  function address({ top, left, rows, columns }) {
    const [first, last] = [`${letters(left)}${top + 1}`, `${letters(left + columns - 1)}${top + rows}`];
    return first === last ? first : `${first}:${last}`;
  }

  // Cells

  function grow(sheet, rows, columns) {
    const width = Math.max(columns, sheet.values[0]?.length ?? 0);
    for (const [grid, blank] of [[sheet.values, ""], [sheet.formats, "General"]]) {
      while (grid.length < rows) grid.push([]);
      for (const row of grid) while (row.length < width) row.push(blank);
    }
  }

  function range(sheet, where) {
    const read = (grid, blank) =>
      Array.from({ length: where.rows }, (_, row) =>
        Array.from({ length: where.columns }, (_, column) => grid[where.top + row]?.[where.left + column] ?? blank),
      );
    const change = (grid, cells) => {
      grow(sheet, where.top + where.rows, where.left + where.columns);
      cells.forEach((row, down) => row.forEach((value, right) => (grid[where.top + down][where.left + right] = value)));
    };
    async function type(cells) {
      const typed = await globalThis.typedInExcel(cells);
      change(sheet.values, typed.map((row) => row.map(([value]) => value)));
      const shown = read(sheet.formats).map((row, down) =>
        row.map((format, right) => (format === "General" ? typed[down][right][1] : format)),
      );
      change(sheet.formats, shown);
    }
    return loadable({
      isNullObject: false,
      address: `'${sheet.name}'!${address(where)}`,
      rowCount: where.rows,
      columnCount: where.columns,
      format: { font: {} },
      get worksheet() {
        return worksheet(sheet);
      },
      get values() {
        return read(sheet.values, "");
      },
      set values(cells) {
        if (cells.length !== where.rows || cells[0].length !== where.columns) throw new Error("The dimensions do not match");
        later(() => type(cells));
      },
      set formulas(cells) {
        later(() => type(cells));
      },
      get numberFormat() {
        return read(sheet.formats, "General");
      },
      set numberFormat([[format]]) {
        later(() => change(sheet.formats, read(sheet.formats).map((row) => row.map(() => format))));
      },
      select: () => later(() => (book.selection = address(where))),
    });
  }

  // Tables, sheets and names

  function table(sheet, its) {
    const part = (from, rows) => () => {
      const whole = area(its.range);
      return range(sheet, { ...whole, top: whole.top + from(whole), rows: rows(whole) });
    };
    const totals = Number(its.totals);
    return loadable({
      name: its.name,
      showHeaders: true,
      showTotals: its.totals,
      showFilterButton: true,
      style: "TableStyleLight1",
      columns: collection(its.columns.map((name) => ({ name }))),
      getRange: part(() => 0, (whole) => whole.rows),
      getHeaderRowRange: part(() => 0, () => 1),
      getDataBodyRange: part(() => 1, (whole) => whole.rows - 1 - totals),
      getTotalRowRange: part((whole) => whole.rows - 1, () => 1),
      resize: (to) => later(() => (its.range = to.replaceAll("$", ""))),
    });
  }

  function usedRange(sheet) {
    const rows = sheet.values.findLastIndex((row) => row.some((value) => value !== "")) + 1;
    const columns = Math.max(0, ...sheet.values.map((row) => row.findLastIndex((value) => value !== "") + 1));
    return rows ? range(sheet, { top: 0, left: 0, rows, columns }) : nothing();
  }

  function worksheet(sheet) {
    return loadable({
      isNullObject: false,
      name: sheet.name,
      visibility: sheet.visibility,
      showGridlines: true,
      get position() {
        return book.sheets.indexOf(sheet);
      },
      set position(to) {
        later(() => book.sheets.splice(to, 0, ...book.sheets.splice(book.sheets.indexOf(sheet), 1)));
      },
      names: collection([]),
      charts: collection([]),
      shapes: collection([]),
      pivotTables: collection([]),
      tables: collection(sheet.tables.map((its) => table(sheet, its))),
      pageLayout: { getPrintAreaOrNullObject: nothing },
      getRange: (where) => range(sheet, area(where)),
      getRangeByIndexes: (top, left, rows, columns) => range(sheet, { top, left, rows, columns }),
      getUsedRangeOrNullObject: () => usedRange(sheet),
      activate: () => later(() => (book.active = book.sheets.indexOf(sheet))),
    });
  }

  function sheetNamed(name) {
    const found = book.sheets.find((sheet) => sheet.name === name);
    return found ? worksheet(found) : nothing();
  }

  function addSheet(name) {
    const sheet = { name, visibility: "Visible", values: [], formats: [], tables: [] };
    book.sheets.push(sheet);
    return worksheet(sheet);
  }

  function namedItem({ name, formula }) {
    const [, sheet, where] = formula.match(/^='?(.*?)'?!(\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?)$/) ?? [];
    const found = book.sheets.find((each) => each.name === sheet);
    const getRangeOrNullObject = () => (found ? range(found, area(where)) : nothing());
    return { name, formula, type: "Range", getRangeOrNullObject };
  }

  // What xlwings calls

  const application = loadable({
    calculationMode: "Automatic",
    cultureInfo: loadable({ name: "en-US", datetimeFormat: loadable({ shortDatePattern: "m/d/yyyy" }) }),
  });

  class RequestContext {
    application = application;

    get workbook() {
      return loadable({
        name: book.name,
        application,
        names: collection(book.names.map(namedItem)),
        worksheets: collection(book.sheets.map(worksheet), {
          add: addSheet,
          getItemOrNullObject: sheetNamed,
          getActiveWorksheet: () => worksheet(book.sheets[book.active]),
        }),
        getSelectedRange: () => range(book.sheets[book.active], area(book.selection)),
      });
    }

    async sync() {
      const changes = pending;
      pending = [];
      for (const change of changes) await change();
    }
  }

  globalThis.Excel = {
    RequestContext,
    CustomFunctionManager: { register: async () => {} },
    ShapeType: { image: "Image" },
    run: async (task) => {
      const context = new RequestContext();
      const result = await task(context);
      await context.sync();
      return result;
    },
  };

  globalThis.CustomFunctions = {
    associate: (name, call) => (office.functions[name] = call),
    Error: class extends Error {},
    ErrorCode: {},
  };

  function displayDialogAsync(url, _options, opened) {
    office.boxes.push({ url, ...Object.fromEntries(new URL(url).searchParams) });
    opened({ status: "succeeded", value: { addEventHandler() {}, close() {} } });
  }

  const host = { host: "Excel", platform: "OfficeOnline" };
  globalThis.Office = {
    onReady: async (ready) => (ready?.(host), host),
    actions: { associate: (name, press) => (office.buttons[name] = press) },
    addin: { showAsTaskpane: async () => void (office.paneShown = true) },
    AsyncResultStatus: { Failed: "failed" },
    EventType: {},
    context: {
      platform: host.platform,
      diagnostics: null,
      ui: { displayDialogAsync },
      // Notes came with 1.18.
      requirements: { isSetSupported: (set, version) => set !== "ExcelApi" || Number(version.split(".")[1]) < 18 },
    },
  };

  // What tests call

  office.press = (name) => new Promise((completed, failed) => office.buttons[name]({ completed }).catch(failed));
  office.call = (name, given) => office.functions[name](...given, { address: "Sheet1!A1" });
})();
