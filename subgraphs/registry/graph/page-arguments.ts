/** The registry's paging arguments are the kit's. */
export { PageArgs } from '../../kit/connection-types.ts'
