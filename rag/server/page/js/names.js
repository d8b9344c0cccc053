// Gives the widgets names that a screen reader can use, and leads past what stands before the
// question: Gradio would read an answer's HTML aloud, in English, word by word.
(page) => {
  const { words, set } = page;

  const label = () => {
    for (const log of document.querySelectorAll("#wence-chat [role=log]")) {
      set(log, "aria-label", words.conversation);
      set(log, "aria-live", "off"); // the status line announces the end instead
    }
    for (const part of document.querySelectorAll("#wence-chat [data-testid=user]"))
      set(part, "aria-label", words.question);
    for (const part of document.querySelectorAll("#wence-chat [data-testid=bot]"))
      set(part, "aria-label", words.answer);
    for (const examples of document.querySelectorAll("#wence-chat .examples")) {
      set(examples, "role", "group"); // a list has to hold items, and these are buttons
      set(examples, "aria-label", words.examples);
    }
    for (const example of document.querySelectorAll("#wence-chat .example"))
      set(example, "aria-label", example.textContent.trim());
    for (const button of document.querySelectorAll(
      "#wence-chat .scroll-down-button-container button",
    )) {
      set(button, "aria-label", words.end);
      set(button, "title", words.end);
    }
  };

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".wence-skip")) return;
    event.preventDefault();
    document.querySelector("#wence-box textarea").focus();
  });

  page.changes.push(label);
};
