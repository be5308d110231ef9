import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'

/** A place in a source file of the package, which must be there exactly once, and what is to stand before it. */
interface Edit {
  readonly file: string
  readonly at: string
  readonly before: string
}

/** What the package's own sources are given, so that `functions.cc` beside them is part of the addon. */
export const edits: readonly Edit[] = [
  {
    file: 'tfjs_backend.h',
    at: ' private:\n  TFJSBackend(napi_env env);',
    before: '  TFE_Context *context() const { return tfe_context_; }\n\n',
  },
  {
    file: 'tfjs_binding.cc',
    at: 'static napi_value InitTFNodeJSBinding(',
    before: 'napi_status DefineFunctions(napi_env env, napi_value exports);\n\n',
  },
  {
    file: 'tfjs_binding.cc',
    at: '  // Export TF property types to JS\n',
    before: '  ENSURE_NAPI_OK_RETVAL(env, DefineFunctions(env, exports), exports);\n\n',
  },
]

/** A source file with its edits; a `Left` with the place that is not in it exactly once. */
export const edited =
  (file: string) =>
  (source: string): E.Either<string, string> =>
    edits
      .filter((edit) => edit.file === file)
      .reduce<E.Either<string, string>>(
        (so, { at, before }) =>
          pipe(
            so,
            E.filterOrElse(
              (text) => text.split(at).length === 2,
              () => at.trim(),
            ),
            E.map((text) => text.replace(at, () => before + at)),
          ),
        E.right(source),
      )
