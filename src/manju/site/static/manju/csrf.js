// The token that a POST needs, as the page carries it for htmx.
export function csrf() {
  return JSON.parse(document.body.getAttribute("hx-headers") || "{}");
}
