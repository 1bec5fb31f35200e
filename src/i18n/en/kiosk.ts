/** Kiosks: tablets on the wall. */
export const kiosk = {
  'audit.kiosk-added': 'Kiosk added',
  'audit.kiosk-changed': 'Kiosk changed',
  'audit.kiosk-removed': 'Kiosk removed',
  'audit.kiosk-registered': 'Kiosk registered on a tablet',
  'audit.kiosk-seen': 'Seen by a kiosk',
  'audit.attendance-corrected': 'Attendance corrected',
} as const;
