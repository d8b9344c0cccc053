"use strict";

// Filters lists of <details> by the choices beside them, opens what an address points to.
(() => {
  const plain = (text) => text.normalize("NFKC").toLowerCase();

  for (const form of document.querySelectorAll("form.filter")) {
    const items = [...document.getElementById(form.dataset.list).children];
    const words = form.querySelector("input");
    const choices = [...form.querySelectorAll("select")];
    const output = form.querySelector("output");
    const texts = new Map();

    const matches = (item) => {
      const chosen = choices.every(
        ({ value, dataset }) =>
          !value || `\n${item.dataset[dataset.key]}\n`.includes(`\n${value}\n`),
      );
      if (!chosen || !words.value.trim()) return chosen;
      if (!texts.has(item)) texts.set(item, plain(item.textContent));
      return plain(words.value).trim().split(/\s+/).every((word) => texts.get(item).includes(word));
    };

    const apply = () => {
      let shown = 0;
      for (const item of items) {
        item.hidden = !matches(item);
        shown += item.hidden ? 0 : 1;
      }
      output.textContent = form.dataset.shown
        .replace("{shown}", shown)
        .replace("{all}", items.length);
    };

    // Typing must not wait for a list of thousands.
    let waiting = 0;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 120);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("click", ({ target }) => {
      if (!target.dataset.open) return;
      for (const item of items) {
        if (!item.hidden) item.open = target.dataset.open === "true";
      }
    });
    form.hidden = false;
    apply();
  }

  const follow = () => {
    const item = document.getElementById(location.hash.slice(1));
    if (!item || !item.matches("details.item")) return;
    if (item.hidden) document.querySelector(`form[data-list="${item.parentElement.id}"]`).reset();
    item.hidden = false;
    item.open = true;
    item.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();
})();
