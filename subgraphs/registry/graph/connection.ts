/** The registry's connections are the kit's. */
export { connectionOf } from '../../kit/connection-types.ts'
