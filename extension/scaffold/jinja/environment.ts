/** How a template is written: Jinja's own settings, which `_jinja2_env_vars` of a cookiecutter.json can change. */
export interface Syntax {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  /** What begins a line that is a statement, or the rest of a line that is a comment; absent when there is none. */
  readonly lineStatementPrefix: string | undefined;
  readonly lineCommentPrefix: string | undefined;
  /** Drops the line end behind a tag. */
  readonly trimBlocks: boolean;
  /** Drops the white space between the start of a line and a tag. */
  readonly lstripBlocks: boolean;
  readonly newlineSequence: '\n' | '\r\n' | '\r';
  readonly keepTrailingNewline: boolean;
  /** The tags of Jinja's own extensions that are switched on. */
  readonly extraTags: readonly string[];
}

/** Jinja's defaults, but for the trailing newline, which cookiecutter keeps. */
export const DEFAULT_SYNTAX: Syntax = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  lineStatementPrefix: undefined,
  lineCommentPrefix: undefined,
  trimBlocks: false,
  lstripBlocks: false,
  newlineSequence: '\n',
  keepTrailingNewline: true,
  extraTags: [],
};

/** What a rendering may use beside the template, and how it reads it. */
export interface Environment {
  readonly syntax: Syntax;
  /** Whether an unknown name prints as nothing, as Jinja's own Undefined does; cookiecutter is strict. */
  readonly lenient: boolean;
  /** Whether what is printed is escaped for HTML. */
  readonly autoescape: boolean;
  /**
   * The text of another template, for include, import and extends, or undefined where there is none. It is given the
   * name as the template has it, and must not leave the template's folder.
   */
  readonly load: (name: string) => string | undefined;
  /** Milliseconds since 1970, for the tag `now`. */
  readonly clock: () => number;
  /** What `now` writes when it is given no format. */
  readonly datetimeFormat: string;
}

/** cookiecutter's environment, without other templates to load. */
export const DEFAULT_ENVIRONMENT: Environment = {
  syntax: DEFAULT_SYNTAX,
  lenient: false,
  autoescape: false,
  load: () => undefined,
  clock: Date.now,
  datetimeFormat: '%Y-%m-%d',
};
