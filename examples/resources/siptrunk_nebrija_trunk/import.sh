terraform import siptrunk_nebrija_trunk.madrid 6c1f0a52-3d0b-4c55-9a3e-0f2d7b1e8a10
