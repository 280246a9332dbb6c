/** A share in percent, with no more digits than tell shares apart: `33.33 %`. */
export function percentAsText(percent: number): string {
  return `${Number(percent.toFixed(2))} %`;
}
