// The rights calendar by keyboard, lists to tick that say what is ticked, and printing. The pages work without it.

const cells = () => [...document.querySelectorAll("[data-cells] .cal__row")].map((row) => [...row.querySelectorAll(".span")]);

// A bar too narrow to be a target of its own is no link; the drawer of its row names it, and here it is one after all.
const go = (event) => {
  const bar = event.target.closest?.("[data-go]");
  if (bar) location.assign(bar.dataset.go);
};

document.addEventListener("keydown", (event) => {
  const here = event.target.closest?.("[data-cells] .span");
  if (!here || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Enter") return go(event);
  const rows = cells();
  const row = rows.findIndex((bars) => bars.includes(here));
  const at = rows[row].indexOf(here);
  const beside = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: rows[row].length - 1 }[event.key];
  const above = { ArrowUp: row - 1, ArrowDown: row + 1 }[event.key];
  let to = null;
  if (beside !== undefined) to = rows[row][beside];
  if (above !== undefined && rows[above]?.length) to = nearest(rows[above], here);
  if (!to) return;
  event.preventDefault();
  to.focus();
});

function nearest(bars, here) {
  const left = here.getBoundingClientRect().left;
  return bars.reduce((best, bar) => (distance(bar, left) < distance(best, left) ? bar : best));
}

function distance(bar, left) {
  const box = bar.getBoundingClientRect();
  return left >= box.left - 1 && left < box.right ? 0 : Math.abs(box.left - left);
}

function told(pick) {
  const ticked = [...pick.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
  const what = pick.querySelector("[data-picked]");
  what.textContent = ticked.length ? ticked.join(document.body.dataset.language === "en" ? ", " : "、") : what.dataset.all;
}

function ready(root) {
  for (const pick of root.querySelectorAll(".pick")) told(pick);
  for (const button of root.querySelectorAll("[data-print]")) button.hidden = false;
}

document.addEventListener("change", (event) => {
  const pick = event.target.closest?.(".pick");
  if (pick) told(pick);
});
document.addEventListener("click", (event) => {
  go(event);
  if (event.target.closest?.("[data-print]")) window.print();
});
document.addEventListener("htmx:afterSettle", () => ready(document));
ready(document);
if (location.hash === "#cell") document.getElementById("cell")?.focus({ preventScroll: matchMedia("(min-width: 1200px)").matches });
