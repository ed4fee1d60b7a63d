// Uploading by XMLHttpRequest: fetch does not tell how much of a body has gone.

/**
 * Sends a file to be imported.
 * @param {File} file
 * @param {(sent: number, total: number) => void} onProgress bytes
 * @returns {Promise<object>} what the import found
 * @throws {Error} its message is for the owner
 */
export function upload(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/imports?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-ScaleProxy", "1");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded, file.size));
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.status >= 200 && request.status < 300) resolve(answer);
      else reject(new Error(answer?.detail ?? answer?.title ?? `The server answered ${request.status}.`));
    });
    request.addEventListener("error", () => reject(new Error("ScaleProxy was not reached. Is it still running?")));
    request.send(file);
  });
}
