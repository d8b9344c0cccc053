// What the tab and the browser keep. In a frame on another site either may be refused: then nothing
// is kept, and everything else goes on.
(page) => {
  const open = (name) => ({
    get: (key) => {
      try {
        return JSON.parse(window[name].getItem(key)) ?? {};
      } catch {
        return {};
      }
    },
    set: (key, value) => {
      try {
        window[name].setItem(key, JSON.stringify(value));
      } catch {
        // Not kept, then.
      }
    },
  });
  page.tab = open("sessionStorage");
  page.browser = open("localStorage");

  // Written only when different, or the observer in watch.js would wake itself for ever.
  page.set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
};
