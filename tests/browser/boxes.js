// What a person would see go wrong on this page: texts cut off, numbers broken over lines, texts over one another,
// a page wider than the screen. Returns one sentence for each.
() => {
  const found = [];
  const seen = element => {
    const style = getComputedStyle(element);
    return element.checkVisibility({opacityProperty: true, visibilityProperty: true}) && style.clipPath === 'none'
      && !element.closest('[aria-hidden="true"], .printed, [data-testid="stDataFrame"], [data-testid="stTooltipContent"]');
  };
  const short = text => text.trim().replace(/\s+/g, ' ').slice(0, 60);
  const NUMBER = /(?<![\p{L}\d-])[-−+]?\d(?:[\d.,\u00a0\u202f]*\d)?(?:\u00a0%)?(?![\p{L}\d])/gu;

  if (document.documentElement.scrollWidth > innerWidth) found.push(`page: ${document.documentElement.scrollWidth} px wide`);
  const walker = document.createTreeWalker(document.querySelector('.stApp'), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement;
    if (!node.data.trim() || ['STYLE', 'SCRIPT'].includes(element.tagName) || !seen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width < 1 || box.height < 1) continue;
    const icon = element.closest('[data-testid="stIconMaterial"], [translate="no"]');
    if (!icon) texts.push({node, element, box});
    if (element.closest('svg')) continue;  // a chart: Vega shortens labels by itself
    for (const match of node.data.matchAll(NUMBER)) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const lines = new Set([...range.getClientRects()].filter(one => one.width > 0.5).map(one => Math.round(one.top)));
      if (lines.size > 1) found.push(`number broken: ${match[0]} in “${short(node.data)}”`);
    }
    for (let around = element, depth = 0; around && depth < 4; around = around.parentElement, depth++) {
      const style = getComputedStyle(around), clips = style.overflowX !== 'visible' || style.textOverflow === 'ellipsis';
      if (!clips || ['auto', 'scroll'].includes(style.overflowX)) continue;
      const edge = around.getBoundingClientRect();
      if (edge.width > 1 && (box.right > edge.right + 1.5 || box.left < edge.left - 1.5)) {
        found.push(`cut off: “${short(node.data)}”`);
        break;
      }
    }
  }
  const chart = element => element.closest('svg');
  for (let i = 0; i < texts.length; i++) for (let j = i + 1; j < texts.length; j++) {
    const [one, other] = [texts[i], texts[j]];
    if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
    if (Boolean(chart(one.element)) !== Boolean(chart(other.element))) continue;
    const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
    const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
    if (width > 2 && height > 3) found.push(`overlap: “${short(one.node.data)}” and “${short(other.node.data)}”`);
  }
  return [...new Set(found)];
}
