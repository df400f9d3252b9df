// Makes elements. Text only ever becomes text: what clients say of themselves is shown on this page.

/** The element of an id that is in the page. */
export function byId(id) {
  return document.getElementById(id);
}

/** An element with a class and children, which are elements or text. */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Shows a text, and leaves the page alone if it is there already. */
export function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** A value and its unit. */
export function writeBig(element, value, unit) {
  const text = unit ? ` ${unit}` : '';
  if (element.textContent !== value + text) {
    element.replaceChildren(value, ...(unit ? [make('small', '', text)] : []));
  }
}

/** Puts children in the place of all others, unless a keyboard is at one of them: it would lose its place. */
export function fill(parent, children) {
  const at = parent.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  parent.replaceChildren(...children);
  if (at) {
    [...parent.querySelectorAll('[data-key]')].find((each) => each.dataset.key === at)?.focus({preventScroll: true});
  }
}

/** A line with a bar below it, as long as a part of the whole, from 0 to 1. */
export function bar(label, value, part, className = '') {
  const inner = make('div', `fill ${className}`);
  inner.style.width = `${Math.min(100, Math.max(0, part * 100)).toFixed(1)}%`;
  return make('li', '', make('div', 'row', make('span', '', label), make('span', '', value)), make('div', 'track', inner));
}

/** What stands where there is nothing to show. */
export function nothing(text) {
  return make('li', 'muted', make('span', 'what', text));
}

/** A button that shows a connection; whoever listens for `show-connection` does. */
export function connectionLink(id) {
  const button = make('button', 'link', id);
  button.type = 'button';
  button.dataset.key = id;
  button.setAttribute('aria-label', `Show connection ${id}`);
  button.addEventListener('click', () =>
    document.dispatchEvent(new CustomEvent('show-connection', {detail: id})));
  return button;
}
