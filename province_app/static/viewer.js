/* Documents beside a field: one page at a time, enlarged, turned. Without this all pages stand below
   each other. Pages that arrive with htmx are taken up too. */
"use strict";

{
  const ZOOMS = [1, 1.5, 2, 3]; // of the width beside the field
  const looks = new WeakMap();
  const sheets = (viewer) => [...viewer.querySelectorAll(".evidence-sheet")];

  const draw = (viewer) => {
    const look = looks.get(viewer);
    const pages = sheets(viewer);
    const lying = look.turns % 2 === 1;
    pages.forEach((sheet, number) => {
      const image = sheet.querySelector("img");
      const { naturalWidth: width, naturalHeight: height } = image;
      sheet.hidden = number !== look.page;
      if (sheet.hidden || !width) return; // drawn when it has come
      sheet.classList.add("is-drawn");
      sheet.style.width = `${100 * ZOOMS[look.zoom]}%`;
      sheet.style.aspectRatio = lying ? `${height} / ${width}` : `${width} / ${height}`;
      image.style.width = lying ? `${(100 * width) / height}%` : "100%";
      image.style.transform = `translate(-50%, -50%) rotate(${90 * look.turns}deg)`;
    });
    const ends = {
      before: look.page === 0,
      after: look.page === pages.length - 1,
      smaller: look.zoom === 0,
      larger: look.zoom === ZOOMS.length - 1,
    };
    for (const button of viewer.querySelectorAll("[data-viewer-act]")) {
      button.setAttribute("aria-disabled", String(ends[button.dataset.viewerAct] ?? false)); // keeps the focus
    }
    const turned = look.turns ? `, xoay ${90 * look.turns}°` : "";
    viewer.querySelector("[data-viewer-says]").textContent =
      `Trang ${look.page + 1} / ${pages.length}, ${100 * ZOOMS[look.zoom]} %${turned}`;
  };

  const begin = (root) => {
    for (const viewer of root.querySelectorAll("[data-viewer]")) {
      if (looks.has(viewer) || !sheets(viewer).length) continue;
      looks.set(viewer, { page: 0, zoom: 0, turns: 0 });
      viewer.querySelector(".evidence-bar").hidden = false;
      draw(viewer);
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-viewer-act]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const viewer = button.closest("[data-viewer]");
    const look = looks.get(viewer);
    const act = button.dataset.viewerAct;
    look.page += { after: 1, before: -1 }[act] ?? 0;
    look.zoom += { larger: 1, smaller: -1 }[act] ?? 0;
    if (act === "turn") look.turns = (look.turns + 1) % 4;
    draw(viewer);
    if (act === "after" || act === "before") viewer.querySelector(".evidence-page").scrollTo(0, 0);
  });
  document.addEventListener("load", (event) => {
    const viewer = event.target.closest?.("[data-viewer]");
    if (looks.has(viewer)) draw(viewer);
  }, true);
  document.addEventListener("htmx:load", (event) => begin(event.target.parentElement ?? document));
  begin(document);
}
