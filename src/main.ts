import { flushSync, mount } from 'svelte'
import { DEFAULT_SAMPLE, findSample, loadAhead } from './state/photo/samples.ts'
import { lastProject } from './state/saving/tab-memory.ts'
import './ui/tokens.css'
import './ui/base.css'
import App from './ui/App.svelte'

const target = document.getElementById('app')
if (target === null) throw new Error('index.html has no element #app')
const isStyled = () => getComputedStyle(target).getPropertyValue('--paper') !== ''

function start(app: HTMLElement) {
  try {
    if (!isStyled()) throw new Error('its styles are missing')
    // a first visit shows a photo: it comes while the screen is being built
    if (lastProject() === null) loadAhead(findSample(DEFAULT_SAMPLE))
    app.replaceChildren()
    mount(App, { target: app })
    flushSync()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const words = document.createElement('p')
    words.className = 'unstarted'
    words.setAttribute('role', 'alert')
    words.textContent = `Filterbank cannot start: ${why}. Reload the page to try again; what you saved before is still there.`
    app.replaceChildren(words)
  }
}

// Safari runs this before styles that are still on their way; then all that the page asked for has come or failed.
if (isStyled()) start(target)
else addEventListener('load', () => start(target), { once: true })
