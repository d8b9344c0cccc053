// The latest question stays at the top while its answer grows below it, until the reader moves.
// Gradio's own scrolling goes to the end, which is the list of citations.
(page) => {
  let asked = 0;
  let following = false;

  for (const name of ["wheel", "touchmove", "pointerdown", "keydown"])
    document.addEventListener(name, (event) => {
      if (event.target.closest?.("#wence-chat")) following = false;
    });

  page.changes.push(() => {
    const questions = document.querySelectorAll("#wence-chat .user-row");
    if (questions.length !== asked) following = questions.length > 0;
    asked = questions.length;
    if (following) questions[asked - 1].scrollIntoView({ block: "start" });
  });
};
