// The description of the interface, from /openapi.json.

import { request } from "./api.js";

const main = document.getElementById("routes");

function add(parent, tag, text, className) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (className) element.className = className;
  parent.append(element);
  return element;
}

function kind(schema) {
  if (schema.enum) return schema.enum.join(", ");
  if (schema.anyOf) return schema.anyOf.map(kind).join(" or ");
  const limits = [
    ["from", schema.minimum, ""], ["to", schema.maximum, ""],
    ["of at least", schema.minLength, " characters"], ["of at most", schema.maxLength, " characters"],
  ].filter(([, value]) => value !== undefined).map(([name, value, unit]) => `${name} ${value}${unit}`);
  return [schema.type || "anything", ...limits].join(" ");
}

function table(parent, titles, rows) {
  const element = add(add(parent, "div", "", "scroll"), "table");
  const head = add(add(element, "thead"), "tr");
  for (const title of titles) add(head, "th", title).scope = "col";
  const body = add(element, "tbody");
  for (const row of rows) {
    const line = add(body, "tr");
    row.forEach((cell, index) => (index ? add(line, "td", cell) : add(add(line, "td"), "code", cell)));
  }
}

function route(path, method, operation) {
  const card = add(main, "section", "", "card route");
  add(add(card, "h2"), "code", `${method.toUpperCase()} ${path}`);
  add(card, "p", operation.description || "");
  const body = operation.requestBody?.content["application/json"].schema;
  if (body) {
    table(card, ["field", "value", "default", "meaning"], Object.entries(body.properties).map(
      ([name, schema]) => [
        name, kind(schema),
        body.required?.includes(name) ? "needed" : JSON.stringify(schema.default ?? null),
        schema.description || "",
      ],
    ));
  }
  const answers = Object.entries(operation.responses).filter(([, one]) => one.description);
  const details = add(card, "details");
  add(details, "summary", "Answers");
  table(details, ["status", "meaning", "type"], answers.map(
    ([status, one]) => [status, one.description, Object.keys(one.content || {}).join(", ")],
  ));
}

try {
  const { paths } = await (await request("/openapi.json")).json();
  main.replaceChildren();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) route(path, method, operation);
  }
} catch (error) {
  main.textContent = error.message;
}
