import { mount } from 'svelte'
import { DEFAULT_SAMPLE, findSample, loadAhead } from './state/photo/samples.ts'
import { lastProject } from './state/saving/tab-memory.ts'
import './ui/tokens.css'
import './ui/base.css'
import App from './ui/App.svelte'

const target = document.getElementById('app')
if (target === null) throw new Error('index.html has no element #app')
// a first visit shows a photo: it comes while the screen is being built
if (lastProject() === null) loadAhead(findSample(DEFAULT_SAMPLE))
mount(App, { target })
