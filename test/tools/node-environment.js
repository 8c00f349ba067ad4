import { builtinEnvironments } from 'vitest/runtime'

/**
 * Vitest's Node environment, but with modules compiled for the client: runes in `.svelte.ts` files then react as they do
 * in the app (the server's are plain variables).
 * @type {import('vitest/runtime').Environment}
 */
export default { ...builtinEnvironments.node, name: 'node-client', viteEnvironment: 'client' }
