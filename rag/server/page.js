// Runs once on the page. Opens a citation from its mark, keeps the answer being written in sight,
// and gives the widgets names that a screen reader can use: Gradio would read an answer's HTML
// aloud, in English, word by word.
(words) => {
  document.documentElement.lang = words.language;

  const reveal = (cite) => cite.querySelector("mark").scrollIntoView({ block: "nearest" });

  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.(".wence-mark");
    if (!mark) return;
    const target = [...mark.classList].find((name) => name.startsWith("wence-to-"));
    const cite = mark
      .closest(".wence-answer")
      .querySelector("." + target.replace("wence-to-", "wence-cite-"));
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

  // The latest question stays at the top while its answer grows below it, until the reader moves.
  // Gradio's own scrolling goes to the end, which is the list of citations.
  let asked = 0;
  let following = false;
  for (const name of ["wheel", "touchmove", "pointerdown", "keydown"])
    document.addEventListener(name, (event) => {
      if (event.target.closest?.("#wence-chat")) following = false;
    });
  const follow = () => {
    const questions = document.querySelectorAll("#wence-chat .user-row");
    if (questions.length !== asked) following = questions.length > 0;
    asked = questions.length;
    if (following) questions[asked - 1].scrollIntoView({ block: "start" });
  };

  // Written only when different, or the observer would wake itself for ever.
  const set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  const label = () => {
    for (const log of document.querySelectorAll("#wence-chat [role=log]")) {
      set(log, "aria-label", words.conversation);
      set(log, "aria-live", "off"); // the status line announces the end instead
    }
    for (const part of document.querySelectorAll("#wence-chat [data-testid=user]"))
      set(part, "aria-label", words.question);
    for (const part of document.querySelectorAll("#wence-chat [data-testid=bot]"))
      set(part, "aria-label", words.answer);
    for (const example of document.querySelectorAll("#wence-chat .example"))
      set(example, "aria-label", example.textContent.trim());
    for (const button of document.querySelectorAll("#wence-chat .scroll-down-button-container button")) {
      set(button, "aria-label", words.end);
      set(button, "title", words.end);
    }
    for (const mark of document.querySelectorAll(".wence-mark"))
      set(mark, "title", words.mark.replace("$mark", mark.textContent.replace(/\D/g, "")));
  };

  const changed = () => {
    label();
    follow();
  };

  new MutationObserver(changed).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["aria-label", "aria-live"],
  });
  changed();
};
