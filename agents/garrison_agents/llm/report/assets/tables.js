// Tables that sort, a choice of the level, and names that hide their lines. The page can be read without any of it.
"use strict";

(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // A number where the cell has one, else its words; unknown cells go last either way.
  function valueOf(row, column) {
    const cell = row.cells[column];
    const said = cell.dataset.v ?? cell.textContent.trim();
    const number = said === "" ? NaN : Number(said);
    return { said, number };
  }

  function compare(one, other, direction) {
    if (one.said === "" || other.said === "") return (one.said === "") - (other.said === "");
    const numbers = !Number.isNaN(one.number) && !Number.isNaN(other.number);
    const order = numbers ? one.number - other.number : one.said.localeCompare(other.said, "en", { numeric: true });
    return direction * order;
  }

  function sort(head) {
    const table = head.closest("table");
    const heads = all("thead tr:last-child th", table);
    const column = heads.indexOf(head);
    // Numbers show their highest first, words begin with A.
    const first = head.classList.contains("number") || head.classList.contains("bar") ? "descending" : "ascending";
    const second = first === "descending" ? "ascending" : "descending";
    const order = head.getAttribute("aria-sort") === first ? second : first;
    heads.forEach((other) => other.setAttribute("aria-sort", other === head ? order : "none"));
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, value: valueOf(row, column) }));
    rows.sort((one, other) => compare(one.value, other.value, order === "ascending" ? 1 : -1));
    body.append(...rows.map(({ row }) => row));
  }

  all("th button").forEach((button) => button.addEventListener("click", () => sort(button.closest("th"))));

  const choice = document.getElementById("level");
  if (choice) {
    const choose = () => {
      all("[data-level]").forEach((part) => {
        const whole = part.closest("#life, #episodes") !== null; // these show every level while none is chosen
        part.hidden = part.dataset.level !== choice.value && !(whole && choice.value === "");
      });
    };
    choice.addEventListener("change", choose);
    choose();
  }

  all("[data-pick]").forEach((button) =>
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!shown));
      all(".life g[data-entry]").forEach((line) => {
        if (line.dataset.entry === button.dataset.pick) line.classList.toggle("off", shown);
      });
    })
  );
})();
