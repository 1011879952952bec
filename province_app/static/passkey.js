/* Passkeys: asks the server, then the browser, then sends the form with the answer in it. */
"use strict";

if (window.PublicKeyCredential) {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const described = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  class Refused extends Error {}

  /* What the server wants signed; a page in its place means that the session or the code is old. */
  const asked = async (url, form) => {
    const answer = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-CSRFToken": form.elements.csrf_token.value },
    });
    const known = (answer.headers.get("Content-Type") ?? "").includes("json");
    if (!answer.ok || !known) throw new Refused("Trang mở đã lâu. Tải lại trang rồi làm lại.");
    const options = await answer.json();
    return { ...options, challenge: bytes(options.challenge) };
  };
  const make = async (url, form) => {
    const options = await asked(url, form);
    const made = await navigator.credentials.create({
      publicKey: {
        ...options,
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: described(options.excludeCredentials),
      },
    });
    return {
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
      },
    };
  };
  const show = async (url, form) => {
    const options = await asked(url, form);
    const shown = await navigator.credentials.get({
      publicKey: { ...options, allowCredentials: described(options.allowCredentials) },
    });
    const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
    return {
      id: shown.id,
      rawId: text(shown.rawId),
      type: shown.type,
      response: {
        clientDataJSON: text(clientDataJSON),
        authenticatorData: text(authenticatorData),
        signature: text(signature),
        userHandle: userHandle?.byteLength ? text(userHandle) : null,
      },
    };
  };

  /* The names of faults are those of the standard; the person hears what can be done. */
  const SAID = {
    NotAllowedError: "Chưa nhận được khóa, hoặc bạn đã hủy. Thử lại khi sẵn sàng.",
    InvalidStateError: "Khóa này đã có trong tài khoản của bạn.",
    SecurityError: "Trình duyệt không cho dùng khóa ở địa chỉ này. Báo cán bộ kỹ thuật.",
  };
  const run = async (ceremony, name, url, form, button, place) => {
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    place.textContent = "Làm theo hướng dẫn của trình duyệt…";
    try {
      const answer = document.createElement("input");
      answer.type = "hidden";
      answer.name = name;
      answer.value = JSON.stringify(await ceremony(url, form));
      form.append(answer);
      delete form.dataset.sent;
      HTMLFormElement.prototype.submit.call(form);
    } catch (error) {
      place.textContent = error instanceof Refused ? error.message : SAID[error.name] ?? "Chưa dùng được khóa. Thử lại, hoặc dùng mã xác thực.";
      button.removeAttribute("aria-disabled");
    }
  };

  for (const part of document.querySelectorAll("[data-passkey-ask]")) {
    const [form, button, place] = [part.closest("form"), part.querySelector("button"), part.querySelector("[role=status]")];
    part.hidden = false;
    button.addEventListener("click", () => {
      const code = form.elements.code; // none where only a key counts
      if (code) [code.required, code.value] = [false, ""]; // the key stands in its place; what else is asked for is not left out
      const whole = form.reportValidity();
      if (code) code.required = true;
      if (whole) run(show, "passkey", part.dataset.passkeyAsk, form, button, place);
    });
  }
  for (const form of document.querySelectorAll("[data-passkey-new]")) {
    const [button, place] = [form.querySelector("button"), form.querySelector("[role=status]")];
    button.disabled = false;
    place.textContent = "";
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      run(make, "made", form.dataset.passkeyNew, form, button, place);
    }, true);
  }
}
