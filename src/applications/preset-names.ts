/** Applications that are known by name: they speak OpenID Connect, each in its own way. */

export const PRESET_NAMES = {
  immich: 'Immich',
  grafana: 'Grafana',
  nextcloud: 'Nextcloud',
  gitea: 'Gitea',
  jellyfin: 'Jellyfin',
  'home-assistant': 'Home Assistant',
  proxmox: 'Proxmox',
  portainer: 'Portainer',
} as const;

export type NamedPreset = keyof typeof PRESET_NAMES;
export const NAMED_PRESETS = Object.keys(PRESET_NAMES) as NamedPreset[];
