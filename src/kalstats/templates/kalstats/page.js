// What a page can do beyond being read; it reads as well without. Text goes in as text only.

const all = (where, what) => [...where.querySelectorAll(what)];
const plain = (text) => text.replace(/\s+/g, " ").trim();
const here = (id) => `${location.href.split("#")[0]}#${id}`;
const today = () => new Date().toLocaleDateString("sv"); // as 2026-11-25

function made(tag, text = "", given = {}) {
  const one = document.createElement(tag);
  one.textContent = text;
  for (const [name, value] of Object.entries(given)) one.setAttribute(name, value);
  return one;
}

function button(text, label, does) {
  const one = made("button", text, { type: "button", title: label, class: "do" });
  one.addEventListener("click", () => does(one));
  return one;
}

function save(name, content, kind) {
  const link = made("a", "", { download: name });
  link.href = content instanceof Blob ? URL.createObjectURL(content) : `data:${kind},${encodeURIComponent(content)}`;
  link.click();
}

// ---- the address: what it names, and what of that is not there ----------------------------------

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // an address that is no text is told as it stands
  }
}

function address() {
  const [ids, given] = location.hash.slice(1).split("?", 2);
  return { ids: ids.split(",").map(decoded).filter(Boolean), given: given === undefined ? null : new URLSearchParams(given) };
}

function tellOfMissing() {
  const told = made("p", "", { role: "alert", class: "missing" });
  const tell = () => {
    const missing = address().ids.filter((id) => id !== "top" && !document.getElementById(id));
    told.remove();
    told.textContent = `Nothing on this page has the address “${missing.join("”, “")}”.`;
    if (missing.length) document.querySelector("main").prepend(told);
  };
  addEventListener("hashchange", tell);
  tell();
}

// ---- what is copied: words, sources, date and address -----------------------------------------

function words(where) {
  const copy = where.cloneNode(true);
  all(copy, "sup, .notes, button:not(th > button), select, .data, .sources, .back, .note").forEach((one) => one.remove());
  return plain(copy.textContent);
}

function spoken(where) {
  const number = where.closest(".numbers > div"); // and the sentence that goes on from it
  return number ? [...number.children].map(words).join(" ") : words(where);
}

function cited(where) {
  const notes = all(where, "[popovertarget]").map((one) => document.getElementById(one.getAttribute("popovertarget")));
  const links = [where, ...notes].flatMap((part) => all(part, "a[href^='#source-'], a[data-source]")).filter((one) => !one.closest("svg"));
  const lines = links.map((link) => {
    const entry = document.getElementById(`source-${link.dataset.source ?? link.getAttribute("href").slice(8)}`);
    const read = link.dataset.source ? [`figures ${link.href}`] : all(link.closest(".read") ?? made("p"), ".figure").map((one) => plain(one.textContent).replace(/^[:;] /, ""));
    const from = link.closest(".worked") ? "kalstats, worked out from" : "Source:";
    return `${from} ${[plain(link.textContent), ...read, entry ? words(entry) : ""].filter(Boolean).join("; ")}`;
  });
  return lines.length ? [...new Set(lines)] : ["Source: kalstats, worked out from the figures of this page"];
}

function copies(where, id, said = () => words(where), sources = () => cited(where)) {
  const label = "Copy this with its source, date and address";
  return button("Copy", label, async (one) => {
    const told = [said(), ...sources(), `${words(document.getElementById("cite"))} ${here(id())}, read on ${today()}`];
    await navigator.clipboard.writeText(told.join("\n"));
    one.textContent = "Done";
    setTimeout(() => (one.textContent = "Copy"), 2000);
  });
}

function offerCopies() {
  const cell = (one) => () => one.closest("[id]").id;
  for (const one of all(document, ".numbers dd, .answer .said > p:first-of-type")) {
    one.append(" ", copies(one.closest(".numbers > div") ?? one, cell(one), () => spoken(one)));
  }
  for (const one of all(document, "figure.chart:has(.data)")) {
    one.querySelector(".data").append(" · ", copies(one, cell(one), () => [...one.querySelector("figcaption").childNodes].map((part) => plain(part.textContent)).filter(Boolean).join(". ")));
  }
  for (const one of all(document, ".notes > aside")) {
    const sentence = () => spoken(document.querySelector(`[popovertarget="${one.id}"]`).closest("p, li, dd"));
    one.append(" ", copies(one, cell(one.parentElement), sentence));
  }
}

// ---- charts and tables to keep -----------------------------------------------------------------

function lines(text, most) {
  const found = [""];
  for (const word of text.split(" ")) {
    if (found.at(-1) && (found.at(-1) + word).length > most) found.push("");
    found.push(`${found.pop()} ${word}`.trim());
  }
  return found;
}

function drawing(figure) {
  const chart = all(figure, "svg").find((one) => one.checkVisibility()).cloneNode(true);
  const [, , width, height] = chart.getAttribute("viewBox").split(" ").map(Number);
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const put = (tag, given, text = "") => {
    const one = document.createElementNS(picture.namespaceURI, tag);
    for (const [name, value] of Object.entries(given)) one.setAttribute(name, value);
    one.textContent = text;
    return picture.appendChild(one);
  };
  let y = 4;
  const write = (text, size, weight) => lines(text, (1.9 * (width - 16)) / size).forEach((line) => {
    y += 1.3 * size;
    put("text", { x: 8, y, "font-size": size, "font-weight": weight, fill: "var(--ink)" }, line);
  });
  const rules = [...document.styleSheets[0].cssRules].filter((rule) => !(rule instanceof CSSMediaRule));
  put("style", {}, `${rules.map((rule) => rule.cssText).join("\n")}\nsvg { overflow: visible }`);
  const paper = put("rect", { width, fill: "var(--paper)" });
  const [title, , subtitle] = figure.querySelector("figcaption").childNodes;
  write(plain(title.textContent), 13, 600);
  if (subtitle) write(plain(subtitle.textContent), 10, 400);
  for (const [name, value] of Object.entries({ y: y + 6, width, height })) chart.setAttribute(name, value);
  picture.append(chart);
  y += height + 8;
  const source = figure.querySelector(".sources").cloneNode(true);
  source.querySelector(".data").remove();
  write(`${plain(source.textContent)}. ${here(figure.closest("[id]").id)}`, 8, 400);
  paper.setAttribute("height", y + 8);
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${y + 8}`, width: 2 * width, height: 2 * (y + 8) })) picture.setAttribute(name, value);
  return picture;
}

function savePicture(figure, kind) {
  const picture = drawing(figure), file = figure.querySelector("[download]").download.replace(/csv$/, kind);
  const text = new XMLSerializer().serializeToString(picture);
  if (kind === "svg") return save(file, new Blob([text], { type: "image/svg+xml" }));
  const image = new Image(), canvas = document.createElement("canvas");
  image.onload = () => {
    [canvas.width, canvas.height] = [2 * image.width, 2 * image.height];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((made) => save(file, made));
  };
  image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
}

function csv(table) {
  const inert = (text) => (/^\s*[-=+@＝＋－＠]/.test(text) && !/^[-+]?[\d.,]+%?$/.test(text) ? `'${text}` : text);
  const cell = (one) => `"${inert(words(one)).replaceAll('"', '""')}"`;
  return [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(cell).join(",")).join("\n");
}

function offerFiles() {
  for (const figure of all(document, "figure.chart:has(.data)")) {
    for (const kind of ["svg", "png"]) {
      figure.querySelector(".data").append(" · ", button(kind.toUpperCase(), `Save this chart as ${kind.toUpperCase()}`, () => savePicture(figure, kind)));
    }
  }
  for (const box of all(document, ".table[aria-label]:has(> table)")) {
    const name = box.getAttribute("aria-label").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 60);
    const offer = made("p", "", { class: "sources data" });
    offer.append(button("CSV", "Save this table as CSV", () => save(`${name}.csv`, csv(box.querySelector("table")), "text/csv")));
    box.after(offer);
  }
}

// ---- a table of figures: search, sort, filter --------------------------------------------------

function searchable(box) {
  const table = box.querySelector("table"), body = table.tBodies[0], rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells], bar = made("p", "", { class: "search" });
  const count = made("p", "", { role: "status", "aria-live": "polite" });
  const term = (row, at) => plain((row.cells[at].querySelector("a") ?? row.cells[at]).textContent);
  const field = (text, one) => {
    const label = made("label", `${text} `);
    label.append(one);
    bar.append(label);
    return one;
  };
  const simple = (text) => plain(text).toLowerCase().replace(/(\d)[, \u202f](?=\d{3})/g, "$1");
  const texts = new Map(rows.map((row) => [row, simple(row.textContent)]));
  const search = field("Search", made("input", "", { type: "search" }));
  const names = heads.map((head) => plain(head.textContent).toLowerCase()), filters = [];
  let only = []; // of several figures that the address names
  const show = () => {
    const sought = simple(search.value).split(" ");
    const chosen = filters.filter(([, one]) => one.selectedIndex > 0);
    for (const row of rows) {
      row.hidden = only.length ? !only.includes(row) : !sought.every((word) => texts.get(row).includes(word)) || chosen.some(([at, one]) => term(row, at) !== one.value);
    }
    count.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} figures${only.length ? ", those that the address names" : ""}`;
  };
  const value = (cell) => cell.querySelector("time")?.dateTime ?? plain(cell.textContent);
  const number = (text) => parseFloat(text.replaceAll(",", "").replace("−", "-").match(/-?[\d.]*\d/)?.[0]);
  const sort = (at, way) => {
    heads.forEach((one) => one.removeAttribute("aria-sort"));
    heads[at].setAttribute("aria-sort", way);
    const keys = new Map(rows.map((row) => [row, value(row.cells[at])]));
    const numeric = ["Printed", "Bounds"].includes(plain(heads[at].textContent));
    const order = (a, b) => (numeric && number(a) - number(b)) || a.localeCompare(b);
    body.append(...rows.sort((a, b) => (way === "ascending" ? 1 : -1) * order(keys.get(a), keys.get(b))));
  };
  heads.forEach((head, at) => {
    const name = plain(head.textContent);
    head.replaceChildren(button(name, `Sort by ${names[at]}`, () => {
      sort(at, head.ariaSort === "ascending" ? "descending" : "ascending");
      keep();
    }));
    if (!["People", "Measure", "Place", "Source", "Disputed"].includes(name)) return;
    const choice = field(name, made("select"));
    const terms = [...new Set(rows.map((row) => term(row, at)))].sort((a, b) => a.localeCompare(b));
    choice.append(made("option", "all"), ...terms.map((text) => made("option", text || "no", { value: text })));
    filters.push([at, choice]);
  });
  const keep = () => {
    const sorted = heads.find((one) => one.ariaSort);
    const given = filters.filter(([, one]) => one.selectedIndex > 0).map(([at, one]) => [names[at], one.value]);
    if (search.value) given.unshift(["search", search.value]);
    if (sorted) given.push([sorted.ariaSort, names[heads.indexOf(sorted)]]);
    history.replaceState(null, "", given.length ? `#?${new URLSearchParams(given)}` : "#");
  };
  const choose = (given) => {
    const unknown = [];
    search.value = given.get("search") ?? "";
    for (const [at, one] of filters) {
      one.value = given.get(names[at]) ?? "all";
      if (one.selectedIndex < 0) unknown.push(given.get(names[at]));
      if (one.selectedIndex < 0 || !given.has(names[at])) one.selectedIndex = 0;
    }
    for (const way of ["ascending", "descending"]) {
      const at = names.indexOf(given.get(way));
      if (at >= 0) sort(at, way);
    }
    return unknown.map((text) => `; no figure is of “${text}”`).join("");
  };
  const arrive = () => {
    const { ids, given } = address(), found = rows.filter((row) => ids.includes(row.id));
    only = found.length > 1 ? found : [];
    const unknown = given || found.some((row) => row.hidden) ? choose(given ?? new URLSearchParams()) : "";
    show();
    count.textContent += unknown;
    if (found.length) (only.length ? bar : found[0]).scrollIntoView();
  };
  bar.append(button("Show all", "Show all figures", () => {
    choose(new URLSearchParams());
    changed();
  }));
  const changed = () => {
    only = [];
    show();
    keep();
  };
  bar.addEventListener("input", changed);
  addEventListener("hashchange", arrive);
  box.before(bar, count);
  arrive();
}

// ---- the picker: a choice is looked up, never computed -----------------------------------------

function pick(box) {
  const selects = all(box, "select[data-quantity]"), known = JSON.parse(box.dataset.rows);
  const result = box.querySelector("[data-result]"), told = box.querySelector("[data-told]");
  const find = (values) => known.findIndex((row) => values.every((value, at) => row[at] === value));
  const preferred = selects.map((one) => one.querySelector("[selected]").value);
  const show = (values, note = "") => {
    selects.forEach((one, at) => (one.value = values[at]));
    result.textContent = known[find(values)].at(-1);
    told.textContent = note;
    all(box, ".strip g").forEach((one, at) => one.classList.toggle("chosen", at === find(values)));
  };
  const chosen = () => selects.map((one) => one.value);
  const fragment = () => `${box.id}?${new URLSearchParams(selects.map((one) => [one.dataset.quantity, one.value]))}`;
  const arrive = () => {
    const { ids, given } = address();
    if (ids[0] !== box.id || !given) return;
    const values = selects.map((one) => given.get(one.dataset.quantity));
    const known = find(values) >= 0;
    show(known ? values : preferred, known ? "" : "The address names no reading that is known here; this is the preferred one.");
    box.scrollIntoView();
  };
  box.querySelector(".choices").hidden = false;
  box.addEventListener("change", () => {
    show(chosen());
    history.replaceState(null, "", `#${fragment()}`);
  });
  addEventListener("hashchange", arrive);
  if (navigator.clipboard) {
    const options = () => selects.map((one) => `${plain(one.labels[0].firstChild.textContent)}: ${one.selectedOptions[0].text}`);
    box.querySelector(".ends").lastElementChild.before(copies(box, fragment, () => [result.textContent, ...options()].join("\n")));
  }
  show(preferred);
  arrive();
}

tellOfMissing();
all(document, ".figures:has(> table > thead)").forEach(searchable);
for (const box of all(document, "[data-picker]")) {
  try {
    pick(box);
  } catch {
    // what a notebook wrote by hand may be no picker
  }
}
if (navigator.clipboard) offerCopies();
for (const one of all(document, ".notes > aside")) one.append(" ", button("Close", "Close this note", () => one.hidePopover()));
offerFiles();
for (const one of all(document, "[data-address]")) one.textContent = location.href.split("#")[0];
