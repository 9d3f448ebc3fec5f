import { describe, expect, test } from 'vitest'
import { dialect } from '../../../functions/oih/_dialect/dialect.ts'
import { DomainError, invalid, type ErrorCode } from '../../../lib/core/errors.ts'
import { dialectAt } from '../../../lib/runtime/declarations/dialect.ts'
import { renderingOf } from '../../../lib/runtime/declarations/error-rendering.ts'

/** The answer to a refusal at a path. */
function answer(path: string, error: DomainError) {
  const at = dialectAt(dialect, `/oih${path}`)
  const wire = renderingOf(at.errors, error.code)
  const { headers, body } = at.renderError(error, wire, 'r')
  return { status: wire.status, word: headers['x-sluice-error'], type: headers['content-type'], body: JSON.parse(body) }
}
const refused = (code: ErrorCode) => new DomainError(code, 'A sentence.')

describe.each(['/users', '/users/1', '/api/users/me', '/api/v1/tokens', '/login', '/logout'])('at %s', (path) => {
  test.each<[DomainError, number, string]>([
    [refused('credentials-missing'), 401, ''],
    [refused('credentials-unreadable'), 401, 'INVALID_HEADER'],
    [refused('credentials-rejected'), 401, 'VALIDATION_ERROR'],
    [refused('permission-missing'), 403, 'MISSING_PERMISSION'],
    [refused('input-malformed'), 400, 'INPUT_INVALID'],
    [invalid(['username'], 'no'), 400, 'INPUT_INVALID'],
    [refused('user-not-found'), 404, 'ENTITY_NOT_FOUND'],
    [refused('user-name-taken'), 409, 'DUPLICATE_KEY'],
    [refused('internal'), 500, 'UNKNOWN_ERROR'],
  ])('a refusal is a word: %s', (error, status, message) => {
    expect(answer(path, error)).toMatchObject({ status, body: { message }, type: 'application/json; charset=utf-8' })
  })
})

describe.each(['/flows', '/flows/1/start', '/templates', '/icenter/executions', '/usersx'])('at %s', (path) => {
  test.each<[DomainError, number, string]>([
    [refused('credentials-rejected'), 401, 'Token invalid. Error: Error. Details: Token not found in IAM'],
    [new DomainError('credentials-missing', 'Missing authorization header.'), 401, 'Missing authorization header.'],
    [refused('permission-missing'), 403, 'MISSING_PERMISSION'],
    [refused('body-too-large'), 413, 'request entity too large'],
    [refused('flow-not-found'), 404, 'A sentence.'],
  ])('a refusal is a list with the status again: %s', (error, code, message) => {
    expect(answer(path, error)).toMatchObject({ status: code, body: { errors: [{ message, code }] } })
  })

  test('all that is wrong is told at once', () => {
    const error = new DomainError('input-invalid', 'Both.', { messages: ['One.', 'Two.'] })

    expect(answer(path, error)).toMatchObject({
      word: 'INPUT_INVALID',
      body: {
        errors: [
          { message: 'One.', code: 400 },
          { message: 'Two.', code: 400 },
        ],
      },
    })
  })
})

test.each(['/webhooks/1', '/hook/1/word', '/executions'])('at %s a refusal is a sentence', (path) => {
  expect(answer(path, refused('flow-not-found'))).toMatchObject({ status: 404, body: { error: 'A sentence.' } })
})
