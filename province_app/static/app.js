/* What the pages need beyond HTML, Bootstrap and htmx. Every page works without it, less smoothly. */
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* A refused form, a finished act: the reader lands on it. */
document.querySelector("[data-focus]")?.focus();

/* The password can be looked at while typing. */
for (const button of all("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = shown ? "Ẩn" : "Hiện";
    button.setAttribute("aria-pressed", String(shown));
  });
}

/* One click sends a form once: a second press on a slow line must not send it again. */
document.addEventListener("submit", (event) => {
  if ("download" in event.target.dataset) return; // the page stays, a file comes
  if (event.target.dataset.sent) {
    event.preventDefault();
    return;
  }
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

/* Automatic saving (htmx sends): leaving with unsaved text is asked about, a lost line is said. */
for (const form of all("form[data-autosave]")) {
  let unsaved = "unsaved" in form.dataset; // the page came back with text that is not kept yet
  let typed = 0;
  let sent = 0;
  let saving = false;
  let pressed; // the button that waits for the save on its way
  let left = false;
  const say = (text) => {
    const place = document.getElementById("da-luu");
    const kept = place.querySelector("input");
    place.className = "saved-not mb-0";
    place.replaceChildren(kept, text);
  };
  form.addEventListener("input", () => { unsaved = true; typed += 1; });
  /* A save on its way changes the revision that the button has to send: the button waits for it. */
  form.addEventListener("submit", (event) => {
    if (saving) {
      pressed = event.submitter;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    unsaved = false;
    left = true;
  });
  window.addEventListener("pageshow", () => { left = false; });
  const saves = (event) => event.detail.elt === form; // searches in a catalogue pass here too
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (!saves(event)) return;
    if (left) return event.preventDefault();
    sent = typed;
    saving = true;
  });
  for (const fault of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    form.addEventListener(fault, (event) => {
      if (!saves(event)) return;
      unsaved = true;
      say("Chưa lưu được. Giữ trang này mở, hệ thống thử lại khi bạn nhập tiếp.");
    });
  }
  form.addEventListener("htmx:afterRequest", (event) => {
    if (!saves(event)) return;
    if (event.detail.xhr.status >= 400) unsaved = true; // the page has said why
    else if (event.detail.successful && sent === typed) unsaved = false;
    saving = false;
    if (pressed === undefined) return;
    const button = pressed;
    pressed = undefined;
    form.requestSubmit(button);
  });
  /* What a save says beside the fields: the fields not named have nothing to say any more. */
  form.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "da-luu" || event.detail.xhr.status !== 200) return;
    const answer = event.detail.xhr.responseText;
    for (const place of all(".field-says", form)) {
      if (place.firstElementChild && !answer.includes(`id="${place.id}"`)) place.replaceChildren();
    }
  });
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const [old, now] = [target.innerHTML, fragment.innerHTML ?? fragment.firstElementChild?.innerHTML];
    if (old === now) event.detail.shouldSwap = false; // said once is not read out again
    if (target.contains(document.activeElement)) event.detail.shouldSwap = false; // being typed in
  });
  const mark = () => {
    for (const input of all("[aria-describedby]", form)) {
      const wrong = input.getAttribute("aria-describedby").split(" ")
        .some((id) => document.getElementById(id)?.querySelector(".field-error"));
      input.classList.toggle("is-invalid", wrong && input.matches(".form-control, .form-select"));
      if (wrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  };
  form.addEventListener("htmx:afterSettle", mark);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}

/* Searching in a catalogue (htmx fetches): arrows and Enter choose, Escape closes. Without script
   the browser searches in the whole list. */
for (const input of all("[data-lookup]")) {
  const found = input.parentElement.querySelector(".lookup-found");
  const options = () => all("[data-value]", found);
  let at = -1;
  const mark = (place) => {
    at = place;
    options().forEach((option, number) => {
      option.id = `${found.id}-${number}`;
      option.setAttribute("aria-selected", String(number === at));
    });
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options()[at].id);
    options()[at].scrollIntoView({ block: "nearest" });
  };
  const open = (opened) => {
    found.hidden = !opened;
    input.setAttribute("aria-expanded", String(opened));
    mark(-1);
  };
  const choose = (option) => {
    input.value = option.dataset.value;
    open(false);
    input.form.dispatchEvent(new Event("input", { bubbles: true })); // saves, and searches no more
    input.focus();
  };
  input.removeAttribute("list");
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", found.id]]) {
    input.setAttribute(name, value);
  }
  open(false);
  input.addEventListener("htmx:configRequest", (event) => { event.detail.parameters.q = input.value; });
  found.addEventListener("htmx:afterSwap", () => open(document.activeElement === input && input.value.trim() !== ""));
  found.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[data-value]");
    if (option) choose(option);
  });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    if (found.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options().length) mark((at + step + options().length) % options().length);
    else if (event.key === "Enter" && at >= 0) choose(options()[at]);
    else if (event.key === "Escape") open(false);
    else return;
    event.preventDefault();
  });
}

/* Checking: counts what has been looked at; closed buttons say what is still missing. */
for (const form of all("form[data-check]")) {
  const items = all("[data-check-item]", form);
  const seen = (item) => item.querySelector("input[name=seen]");
  const reason = (item) => item.querySelector("select");
  const acts = ["xac-nhan", "tra-lai"].map((id) => {
    const button = document.getElementById(id);
    const group = button.closest(".act");
    const why = document.getElementById(`${id}-vi-sao`) ?? document.createElement("p");
    if (!why.id) {
      why.id = `${id}-vi-sao`;
      why.className = "why mb-0";
      group.append(why);
      button.setAttribute("aria-describedby", why.id);
    }
    button.classList.replace("btn-outline-primary", "btn-primary");
    return { button, group, why, closed: button.disabled };
  });
  const close = ({ button, why, closed }, text) => {
    if (closed) return; // the server has said why
    button.disabled = Boolean(text);
    why.textContent = text;
  };
  const judge = () => {
    const returned = items.filter((item) => reason(item).value).length;
    const open = items.filter((item) => !seen(item).checked && !reason(item).value).length;
    const progress = form.querySelector("[data-check-progress]");
    progress.hidden = false;
    progress.textContent = `Đã xem ${items.length - open} / ${items.length} mục`;
    acts[0].group.hidden = returned > 0; // one act at a time: confirm the whole, or send back
    acts[1].group.hidden = returned === 0;
    acts[1].button.textContent = `Trả lại ${returned} mục để bổ sung`;
    close(acts[0], open ? `Còn ${open} mục chưa xem` : "");
    for (const item of items) item.classList.toggle("is-returned", Boolean(reason(item).value));
    for (const section of all("[data-check-section]", form)) {
      const boxes = all("input[name=seen]", section);
      section.querySelector("[data-check-all] input").checked = boxes.every((box) => box.checked);
    }
  };
  for (const item of items) {
    reason(item).addEventListener("change", () => { if (reason(item).value) seen(item).checked = false; });
    seen(item).addEventListener("change", () => { if (seen(item).checked) reason(item).value = ""; });
  }
  for (const section of all("[data-check-section]", form)) {
    const box = section.querySelector("[data-check-all]");
    box.hidden = false;
    box.querySelector("input").addEventListener("change", (event) => {
      for (const item of all("[data-check-item]", section)) {
        if (!reason(item).value) seen(item).checked = event.target.checked;
      }
    });
  }
  form.addEventListener("change", judge);
  form.querySelector("[data-by-itself]")?.remove(); // each tick is kept by itself
  judge();
}

/* Lists: J and K go from row to row, Enter opens (the link has the focus). */
document.addEventListener("keydown", (event) => {
  const list = document.querySelector("[data-keys]");
  if (!list || event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const step = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (!step) return;
  const links = all("tbody a", list);
  const at = links.indexOf(document.activeElement);
  links[Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
});
