// How long a browser takes from asking for the page to its first chart, with nothing of it at hand beforehand.
// Usage: node chart.mjs PLAYWRIGHT-PACKAGE CHROMIUM URL ROUNDS
import { createRequire } from 'node:module';

const [playwright, executablePath, url, rounds] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(playwright);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const taken = [];
for (let round = 0; round < Number(rounds); round++) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const began = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction(() => {
    const canvas = document.querySelector('.uplot canvas');
    return canvas && canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((sample) => sample > 0);
  });
  taken.push(performance.now() - began);
  await context.close();
}

await browser.close();
const sorted = taken.toSorted((a, b) => a - b);
console.log(`the first chart: median ${sorted[sorted.length >> 1].toFixed(0)} ms, the slowest ${sorted.at(-1).toFixed(0)} ms (${rounds} times, each as if for the first time)`);
