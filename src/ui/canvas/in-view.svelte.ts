import { SvelteSet } from 'svelte/reactivity'

/** Which elements are on screen, or nearly so, by the number in their `data-channel`. */
export class InView {
  readonly channels = new SvelteSet<number>()
  readonly #observer: IntersectionObserver

  constructor() {
    this.#observer = new IntersectionObserver((entries) => this.#update(entries), {
      rootMargin: '160px',
      ...{ scrollMargin: '160px' },
    })
  }

  /** An attachment: watch this element while it exists. */
  readonly observe = (element: Element): (() => void) => {
    this.#observer.observe(element)
    return () => {
      this.#observer.unobserve(element)
      this.channels.delete(channelOf(element))
    }
  }

  disconnect(): void {
    this.#observer.disconnect()
  }

  #update(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.channels.add(channelOf(target))
      else this.channels.delete(channelOf(target))
    }
  }
}

function channelOf(element: Element): number {
  return element instanceof HTMLElement ? Number(element.dataset.channel) : NaN
}
