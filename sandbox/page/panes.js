// What opens beside the room and is put away again: the sidebar on narrow screens, the inspector,
// the drawer of the workspace. Here is only opening, closing, and where the focus goes.

const at = (id) => document.getElementById(id);

/** The sidebar, where it is a drawer over the room. */
export function setSidebar(open) {
  document.body.classList.toggle("drawer-open", open);
  at("drawer-button").setAttribute("aria-expanded", String(open));
  // What the drawer covers is out of reach, for Tab and for screen readers alike.
  for (const id of ["main", "thread", "inspector"]) at(id).inert = open;
}

export function listenToSidebar() {
  const shut = () => {
    setSidebar(false);
    at("drawer-button").focus();
  };
  at("drawer-button").addEventListener("click", () => {
    setSidebar(true);
    at("drawer-close").focus();
  });
  at("drawer-close").addEventListener("click", shut);
  at("drawer-shade").addEventListener("click", shut);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("drawer-open")) shut();
  });
  at("sidebar").addEventListener(
    "click",
    (event) => event.target.closest("a") && setSidebar(false),
  );
}

/**
 * A pane and the button that opens it: Escape in it closes it, and the focus goes back to the
 * button. `onChange(open)` is told. Answers a function that says whether it is open.
 */
export function tiePane(button, pane, onChange) {
  const set = (open) => {
    pane.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    onChange(open);
    setSidebar(false);
    if (open) return pane.focus();
    // The button may stand in a drawer that is shut by now.
    (button.checkVisibility({ visibilityProperty: true }) ? button : at("drawer-button")).focus();
  };
  button.setAttribute("aria-controls", pane.id);
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => set(pane.hidden));
  pane.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    set(false);
  });
  pane.addEventListener("click", (event) => event.target.closest("[data-shuts]") && set(false));
  return () => !pane.hidden;
}
