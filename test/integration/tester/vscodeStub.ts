/** As much of `vscode` as the HTML builder and the page's words touch: the language is English, a URI is a text. */
export const l10n = { t: (message: string): string => message };
export const env = { language: 'en' };
export const Uri = { joinPath: (base: string, ...parts: string[]): string => [base, ...parts].join('/') };
