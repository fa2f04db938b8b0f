// Press what a key or the command bar names, wherever it lies: folded away, in a panel, a field.

// Press what carries the name. False when there is nothing to press.
export function press(name) {
  const found = [...document.querySelectorAll(`[data-key="${name}"]`)].find((one) => !one.disabled && !one.closest("[hidden]"));
  return found ? use(found) : false;
}

// A field is reached, of a group its first one, what folds is unfolded, anything else is clicked; where it lies hidden, its place is shown.
export function use(element) {
  for (let place = element.parentElement; place; place = place.parentElement) {
    if (place.matches("details") && element !== place.firstElementChild) place.open = true;
  }
  if (element.closest("#panel") && !element.checkVisibility()) document.getElementById("desk").dataset.showing = "panel";
  if (element.matches("details")) element.open = true;
  if (element.matches("details, form, fieldset")) return reach(element.querySelector("a, button, select, input:not([type=hidden])"));
  return element.matches("input, select, textarea") ? reach(element) : element.click();
}

export function reach(field) {
  if (!field) return false;
  field.focus();
  try {
    if (field.matches("select")) field.showPicker();
  } catch {
    // An older browser, or one that wants a hand on the mouse: the field has the focus.
  }
  return true;
}

