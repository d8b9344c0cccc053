// Starts the parts above, and lets them see to whatever Gradio draws anew.
(page) => {
  const changed = () => {
    for (const change of page.changes) change();
  };
  new MutationObserver(changed).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["aria-label", "aria-live"],
  });
  changed();
};
