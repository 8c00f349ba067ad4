import { mergeConfig } from 'vite'
import viteConfig from '../../../vite.config.ts'

/** The app with `data-version` on its page, so that two builds differ and can be told apart: `APP_VERSION`. */
export default mergeConfig(viteConfig, {
  plugins: [
    {
      name: 'version',
      transform: (code: string, id: string) =>
        id.endsWith('/src/main.ts')
          ? `${code}\ndocument.documentElement.dataset.version = ${JSON.stringify(process.env['APP_VERSION'])}`
          : undefined,
    },
  ],
})
