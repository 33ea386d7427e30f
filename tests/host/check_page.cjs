// Opens a report in headless Chromium as a reader would: no request, no message
// on the console, nothing wider than the window at 390 and 1280 pixels, no
// violation that axe finds, in light and in dark.
//   node check_page.cjs PAGE.html FOLDER_FOR_SCREENSHOTS
'use strict';

const path = require('path');
const { chromium } = require('playwright-core');
const axe = require('axe-core');

const [page_path, folder] = process.argv.slice(2);
const faults = [];

async function check(browser, width, scheme) {
  const name = `${width} px, ${scheme}`;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    javaScriptEnabled: true,
  });
  const page = await context.newPage();
  const url = 'file://' + path.resolve(page_path);
  page.on('request', (request) => {
    const to = request.url();
    if (to !== url && !to.startsWith('data:')) faults.push(`${name}: request of ${to}`);
  });
  page.on('console', (message) => faults.push(`${name}: console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`${name}: error: ${error.message}`));
  await page.goto(url, { waitUntil: 'load' });
  const wide = await page.evaluate(() => ({
    page: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  if (wide.page > wide.window) faults.push(`${name}: ${wide.page} px wide`);
  await page.screenshot({ path: path.join(folder, `${width}-${scheme}.png`) });
  await page.screenshot({ path: path.join(folder, `${width}-${scheme}-full.png`), fullPage: true });
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => window.axe.run(document));
  for (const violation of found.violations) {
    faults.push(`${name}: axe ${violation.id} (${violation.impact}): ${violation.help}: ` +
        violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | '));
  }
  await context.close();
}

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  for (const width of [390, 1280]) {
    for (const scheme of ['light', 'dark']) await check(browser, width, scheme);
  }
  await browser.close();
  for (const fault of faults) console.log(fault);
  console.log(`${faults.length} faults`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

main().catch((error) => {
  console.log(String(error));
  process.exitCode = 1;
});
