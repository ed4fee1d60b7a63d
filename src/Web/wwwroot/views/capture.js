import { api } from "../api.js";
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
  const stage = el("p", { class: "muted", role: "status" });
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

  // The file that is under way; null where none is.
  let current = null;
  async function take(files) {
    if (files.length === 0 || current) return;
    bar.hidden = false;
    said.replaceChildren();
    for (const file of files) {
      current = file;
      stage.textContent = `Sending ${file.name}, ${bytesText(file.size)}`;
      try {
        const report = await upload(file, (sent, total) => {
          bar.value = total > 0 ? sent / total : 1;
        });
        said.append(...await inWords(file, report));
        await imported();
      } catch (fault) {
        said.append(el("p", { class: "note warn" }, el("strong", {}, file.name), ` ${fault.message}`));
      }
    }
    current = null;
    stage.textContent = "";
    bar.hidden = true;
    input.value = "";
  }

  // What was sent is not read yet: the bar begins again as the file is read.
  on("import", ({ name, bytes, total, done }) => {
    if (name !== current?.name || done || total === 0) return;
    stage.textContent = `Reading ${name}`;
    bar.value = bytes / total;
  }, signal);

  return el("section", { class: "card", "aria-labelledby": "way-capture" },
    el("h2", { id: "way-capture" }, "I have a capture"),
    el("p", {}, "A recording of the scale's traffic, made with Wireshark, tcpdump, or on the router. It stays on this machine."),
    input, zone, stage, bar, said);
}

/** An import's report as sentences, with what is known of its scales now. */
async function inWords(file, report) {
  const scales = (await api.get("/devices")).filter((device) => report.devices.includes(device.mac));
  const found = `${counted(report.exchanges, "exchange")} with a scale found. ${counted(report.measurements, "measurement")} archived${report.duplicates > 0 ? `, ${report.duplicates} were there already` : ""}.`;
  return [
    el("p", { class: `note ${scales.length + report.measurements + report.duplicates > 0 ? "good" : "warn"}` }, el("strong", {}, file.name), ` ${found}`),
    ...scales.map((scale) => el("p", { class: "note good" }, learned(scale))),
    ...report.files.flatMap((one) => one.warnings).map((warning) => el("p", { class: "note" }, warning)),
  ];
}

function learned(scale) {
  const told = [scale.firmware && `firmware ${scale.firmware}`, scale.battery != null && `battery ${scale.battery} %`].filter(Boolean).join(", ");
  return `Learned ${scale.model ?? "a scale"} ${scale.mac}${told && `: ${told}`}. ${counted(scale.replies, "reply is", "replies are")} known. `
    + (scale.secretKnown ? "Its secret is known too, so each session gets a fresh token." : "Its secret is not known, so it is given the learned token.");
}
