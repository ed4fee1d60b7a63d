import { el } from "../dom.js";
import { on } from "../events.js";
import { bytesText, counted } from "../moment.js";
import { upload } from "../upload.js";

/**
 * Where a capture is dropped or chosen; tells what was learned of it, in words.
 * @param {{signal: AbortSignal, imported: () => void}} options what to do when one was imported
 */
export function captureCard({ signal, imported }) {
  const said = el("div", { class: "import-said", role: "status" });
  const bar = el("progress", { max: "1", "aria-label": "Import", hidden: true });
  const input = el("input", { type: "file", id: "capture-file", class: "visually-hidden", onchange: () => take([...input.files]) });
  const zone = el("label", { class: "drop-zone", for: "capture-file" },
    el("strong", {}, "Drop a capture here, or choose a file"),
    el("span", { class: "muted" }, "pcap, pcapng, HAR or a text transcript; also the vendor's own export, or openScale's"));
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    take([...event.dataTransfer.files]);
  });

  let busy = false;
  async function take(files) {
    if (files.length === 0 || busy) return;
    busy = true;
    bar.hidden = false;
    said.replaceChildren();
    for (const file of files) {
      try {
        said.append(el("p", {}, `${file.name}, ${bytesText(file.size)}`));
        const report = await upload(file, (sent, total) => {
          bar.value = total > 0 ? sent / total : 1;
        });
        said.append(...inWords(report));
        imported();
      } catch (fault) {
        said.append(el("p", { class: "note warn" }, fault.message));
      }
    }
    bar.hidden = true;
    input.value = "";
    busy = false;
  }

  // Sent is not read yet: the bar begins again as the file is read.
  on("import", ({ bytes, total, done }) => {
    if (busy && !done && total > 0) bar.value = bytes / total;
  }, signal);

  return el("section", { class: "card", "aria-labelledby": "way-capture" },
    el("h2", { id: "way-capture" }, "I have a capture"),
    el("p", {}, "A recording of the scale's traffic, made with Wireshark, tcpdump, or on the router. It stays on this machine."),
    input, zone, bar, said);
}

/** An import's report as sentences. */
function inWords(report) {
  const warnings = report.files.flatMap((file) => file.warnings);
  const found = [`Found ${counted(report.exchanges, "exchange")} with a scale.`];
  found.push(report.devices.length > 0 ? `Learned from ${report.devices.join(", ")}.` : "No scale's replies were in it.");
  found.push(`Archived ${counted(report.measurements, "measurement")}${report.duplicates > 0 ? `; ${report.duplicates} were there already` : ""}.`);
  return [
    el("p", { class: "note good" }, found.join(" ")),
    ...warnings.map((warning) => el("p", { class: "note" }, warning)),
  ];
}
