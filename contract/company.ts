import { Failure } from './failure';
import { checkSchemaVersion, isRecord, parseJson } from './version';

export const COMPANY_SCHEMA = 1;
/** What a company file is called in a folder or a git repository. */
export const COMPANY_FILE = 'company.json';

/** A company's defaults. company.schema.json says the same as JSON Schema. Keys that are not known are passed over. */
export interface Company {
  /** In the order in which New Project shows them. */
  templates: CompanyTemplate[];
  /** The address of the package index that projects install from. */
  packageIndex?: string;
  /** The framework of new model projects: a package as `name==version`. */
  framework?: string;
  /** The image that the scorer's image is built on. */
  baseImage?: string;
  /** The address of the HTTP proxy on the way out. */
  proxy?: string;
  /** Hosts that are asked without the proxy. */
  noProxy?: string[];
  /** A PEM file with the authorities to trust: an absolute path, or one relative to a company file on this machine. */
  caFile?: string;
}

export interface CompanyTemplate {
  /** What people see. */
  name: string;
  description?: string;
  /** A folder, a git URL, a zip file, or what abbreviates one. */
  template: string;
  /** A branch, tag or commit. */
  checkout?: string;
  /** The folder inside the source that holds cookiecutter.json. */
  directory?: string;
}

/**
 * Reads the text of a company file.
 *
 * @param file its path or URL, for the messages.
 * @throws Failure `company-broken`, or those of `checkSchemaVersion`, each naming the file and the key.
 */
export function readCompany(text: string, file: string): Company {
  const document = parseJson(text, file, 'company-broken');
  checkSchemaVersion(document, file, COMPANY_SCHEMA);
  const { templates = [] } = document;
  if (!Array.isArray(templates)) throw broken(file, 'templates', 'a list');
  const noProxy = document['no_proxy'];
  if (noProxy !== undefined && !(Array.isArray(noProxy) && noProxy.every((one) => typeof one === 'string'))) {
    throw broken(file, 'no_proxy', 'a list of hosts');
  }
  const one = (key: string): string | undefined => readText(document, key, file, key);
  const given = Object.entries({
    packageIndex: one('package_index'),
    framework: one('framework'),
    baseImage: one('base_image'),
    proxy: one('proxy'),
    noProxy,
    caFile: one('ca_file'),
  }).filter(([, found]) => found !== undefined);
  return {
    templates: templates.map((one: unknown, at) => readTemplate(one, file, `templates[${at}]`)),
    ...Object.fromEntries(given),
  };
}

/** A text of the file that may be absent. @param shown what the message calls it. */
function readText(of: Record<string, unknown>, key: string, file: string, shown: string): string | undefined {
  const found = of[key];
  if (found === undefined || (typeof found === 'string' && found !== '')) return found;
  throw broken(file, shown, 'a text');
}

function readTemplate(value: unknown, file: string, key: string): CompanyTemplate {
  if (!isRecord(value)) throw broken(file, key, 'an object');
  const text = (name: string): string | undefined => readText(value, name, file, `${key}.${name}`);
  const [name, template] = [text('name'), text('template')];
  if (name === undefined) throw broken(file, `${key}.name`, 'a text');
  if (template === undefined) throw broken(file, `${key}.template`, 'a text');
  const optional = {
    description: text('description'),
    checkout: text('checkout'),
    directory: text('directory'),
  };
  const given = Object.entries(optional).filter(([, found]) => found !== undefined);
  return { name, template, ...Object.fromEntries(given) };
}

function broken(file: string, key: string, expected: string): Failure {
  const next = `Correct "${key}", or tell whoever keeps the company file.`;
  return new Failure('company-broken', `${file}: "${key}" must be ${expected}.`, next);
}
