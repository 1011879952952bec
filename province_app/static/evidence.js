/* Sends a document in pieces and goes on where the line broke. Without this the form sends it whole. */
"use strict";

{
  const PIECE = 256 * 1024;
  const PATIENCE = [1, 2, 4, 8, 16, 30]; // seconds between tries
  const wait = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });
  const short = (name) => name.split(/[\\/]/).pop().replace(/\.[A-Za-z0-9]{1,5}$/, "");

  class Refused extends Error {}

  /* One request, again and again while the line is down; a refusal of the server is final. */
  const ask = async (url, options, say) => {
    for (let turn = 0; ; turn += 1) {
      try {
        const answer = await fetch(url, { credentials: "same-origin", ...options });
        if (answer.status < 500) return answer;
      } catch { /* the line is down */ }
      if (turn >= PATIENCE.length * 3) throw new Refused("Mạng vẫn đứt. Bấm Đính kèm để tải tiếp.");
      const pause = PATIENCE[Math.min(turn, PATIENCE.length - 1)];
      say(`Mất mạng, thử lại sau ${pause} giây. Giữ trang này mở.`);
      await wait(pause);
    }
  };
  const refusal = async (answer) => {
    const said = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : {};
    return new Refused(said.message ?? "Chưa nhận được tệp. Tải lại trang rồi làm lại.");
  };

  /* An upload of the same name and size goes on; else a new one begins. */
  const begin = async (form, file, token, say) => {
    for (const open of document.querySelectorAll("[data-upload]")) {
      if (open.dataset.name !== short(file.name)) continue;
      const found = await ask(open.dataset.upload, { method: "HEAD" }, say);
      if (found.ok && Number(found.headers.get("Upload-Length")) === file.size) return open.dataset.upload;
    }
    const body = new FormData();
    body.set("csrf_token", token);
    body.set("path", form.elements.path.value);
    body.set("name", file.name.slice(-200));
    body.set("size", String(file.size));
    const answer = await ask(form.action, { method: "POST", body }, say);
    if (answer.status !== 201) throw await refusal(answer);
    return answer.headers.get("Location");
  };

  const send = async (url, file, token, say) => {
    let offset = -1;
    for (;;) {
      if (offset < 0) {
        const found = await ask(url, { method: "HEAD" }, say);
        if (!found.ok) return; // it has come whole: only the answer was lost
        offset = Number(found.headers.get("Upload-Offset"));
      }
      const end = Math.min(offset + PIECE, file.size);
      say(end === file.size ? "Đang kiểm tra tệp…" : `Đã tải ${Math.floor((100 * offset) / file.size)} %`);
      let answer;
      try {
        answer = await fetch(url, {
          method: "PATCH",
          credentials: "same-origin",
          headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset), "X-CSRFToken": token },
          body: file.slice(offset, end),
        });
      } catch { /* asked below how much has come */ }
      if (answer?.ok) {
        offset = Number(answer.headers.get("Upload-Offset"));
        if (offset === file.size) return;
      } else if (answer && answer.status < 500) {
        const error = await refusal(answer.clone());
        const said = await answer.json().catch(() => ({}));
        if (said.code !== "evidence_offset") throw error;
        offset = -1;
      } else {
        offset = -1;
        await wait(1);
      }
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-evidence-form]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const file = form.elements.file.files[0];
    const place = form.querySelector("[data-evidence-says]");
    const say = (text) => { place.textContent = text; };
    const button = form.querySelector("button");
    if (!file || button.getAttribute("aria-disabled")) return;
    if (file.size > 20 * 1024 * 1024) {
      say("Tệp lớn hơn 20 MB. Quét lại ở mức 200 dpi, hoặc chia thành nhiều tệp.");
      return;
    }
    button.setAttribute("aria-disabled", "true");
    try {
      const token = form.elements.csrf_token.value;
      await send(await begin(form, file, token, say), file, token, say);
      location.hash = "tai-lieu";
      location.reload(); // the sentences at the fields have changed too
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      say(error.message);
      button.removeAttribute("aria-disabled");
    }
  }, true);
}
