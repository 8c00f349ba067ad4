import { APP_URL, expect, test } from './support/app.ts'

test('without permission the camera says so, and the photo stays', async ({ app, page }) => {
  await page.goto(APP_URL)
  await app.settled()
  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))
  })
  await page.getByRole('button', { name: 'Camera' }).click()
  await expect(page.getByRole('region', { name: 'Camera' }).getByRole('alert')).toHaveText(
    /not let this page/,
  )
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(app.input).toContainText('Still life')
})

test('live frames are no history; the shutter keeps one, which undo takes back', async ({ app, page }) => {
  await page.goto(APP_URL)
  await app.settled()
  await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 320
    canvas.height = 240
    const context = canvas.getContext('2d')
    let frame = 0
    setInterval(() => {
      if (context === null) return
      context.fillStyle = `hsl(${(frame++ * 7) % 360} 80% 50%)`
      context.fillRect(0, 0, 320, 240)
      context.fillStyle = 'black'
      context.fillRect(frame % 300, 40, 60, 60)
    }, 20)
    navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(30))
  })
  await page.getByRole('button', { name: 'Camera' }).click()
  const camera = page.getByRole('region', { name: 'Camera' })
  await expect(camera).toContainText(/\d+\.\d frames\/s/)
  await expect(app.input).toContainText('(1, 3, 240, 320)')
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled()
  const workers = page.workers().length
  await camera.getByRole('button', { name: 'Take photo' }).click()
  await expect(camera).toHaveCount(0)
  await app.settled()
  await expect(app.input).toContainText('Camera.png')
  await expect.poll(() => page.workers().length).toBeLessThan(workers)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(app.input).toContainText('Still life')
})
