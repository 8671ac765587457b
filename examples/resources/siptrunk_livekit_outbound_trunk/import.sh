# By id, or by a name that only one trunk has.
terraform import siptrunk_livekit_outbound_trunk.carrier ST_e7CEiJsUSYwJ
terraform import siptrunk_livekit_outbound_trunk.carrier "carrier out"
