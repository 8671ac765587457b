terraform import siptrunk_crazytel_trunk.desk 6f1c2f7e-2a58-4f0b-9a3e-0c3b7d1f8e21
