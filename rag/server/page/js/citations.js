// Opens a citation from its mark and brings its quote into sight.
(page) => {
  const reveal = (cite) => {
    cite.scrollIntoView({ block: "nearest" });
    // It may be taller than the screen: then the quote counts.
    cite.querySelector("mark").scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("click", ({ target }) => {
    const mark = target.closest?.(".wence-mark");
    if (!mark) return;
    const name = [...mark.classList].find((one) => one.startsWith("wence-to-"));
    const cite = mark
      .closest(".wence-answer")
      .querySelector("." + name.replace("wence-to-", "wence-cite-"));
    if (cite.open) reveal(cite);
    cite.open = true;
    cite.querySelector("summary").focus({ preventScroll: true });
  });

  // However a citation was opened, its quote shall be in sight.
  document.addEventListener(
    "toggle",
    ({ target }) => {
      if (target.open && target.matches(".wence-cite")) reveal(target);
    },
    true, // the event does not bubble
  );
};
