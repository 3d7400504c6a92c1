/** Colours of the report. A test holds WCAG 2.2's contrast (AA) for what is written or drawn on what. */
export interface Palette {
  page: string;
  panel: string;
  text: string;
  quiet: string;
  border: string;
  link: string;
  /** Badges: their colour, and `on…` what is written on it. */
  critical: string;
  onCritical: string;
  high: string;
  onHigh: string;
  medium: string;
  onMedium: string;
  low: string;
  onLow: string;
  info: string;
  onInfo: string;
  /** Drawn on the page: a device's life, what others did to it, the limit, failures. */
  life: string;
  other: string;
  limit: string;
  failure: string;
}

export const light: Palette = {
  page: '#ffffff',
  panel: '#f4f6f8',
  text: '#1b1f24',
  quiet: '#565e68',
  border: '#cfd6dd',
  link: '#0a4fa3',
  critical: '#8c1320',
  onCritical: '#ffffff',
  high: '#b3361a',
  onHigh: '#ffffff',
  medium: '#7a5200',
  onMedium: '#ffffff',
  low: '#1f5f8b',
  onLow: '#ffffff',
  info: '#565e68',
  onInfo: '#ffffff',
  life: '#2a6f97',
  other: '#b3361a',
  limit: '#6a4fb3',
  failure: '#b3361a',
};

export const dark: Palette = {
  page: '#14181d',
  panel: '#1d232a',
  text: '#e8ebee',
  quiet: '#aab3bd',
  border: '#3a444f',
  link: '#8cc2ff',
  critical: '#ff8b96',
  onCritical: '#14181d',
  high: '#ffa27f',
  onHigh: '#14181d',
  medium: '#f0c35a',
  onMedium: '#14181d',
  low: '#86c5ee',
  onLow: '#14181d',
  info: '#aab3bd',
  onInfo: '#14181d',
  life: '#62aed8',
  other: '#ffa27f',
  limit: '#b9a5f5',
  failure: '#ffa27f',
};
