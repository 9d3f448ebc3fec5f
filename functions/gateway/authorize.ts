import { authorizer } from '#runtime/credentials/authorizer.ts'

/** Who a Basic or Bearer header speaks for, asked by the gateway before each request of a dialect that uses them. */
export default authorizer({
  name: 'Authorize',
  effects: { checksPasswords: true, reads: ['session'] },
})
