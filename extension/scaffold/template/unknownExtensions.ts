import { Failure } from '../../../contract/failure';

/** A template names extensions, written in Python, that Bellhop does not have: only cookiecutter can render it. */
export class UnknownExtensions extends Failure {
  /** As `_extensions` names them: `local_extensions.Shout`. */
  readonly extensions: readonly string[];

  /** @param file the template's cookiecutter.json. */
  constructor(file: string, extensions: readonly string[]) {
    super(
      'template-unsupported',
      `${file}: "_extensions" names ${extensions.join(', ')}, written in Python, which Bellhop does not have.`,
      'Create the project with cookiecutter itself, version 2.2 or later, in your own Python.',
    );
    this.name = 'UnknownExtensions';
    this.extensions = extensions;
  }
}
